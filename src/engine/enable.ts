import type { EnableId } from '../model/outcome.ts';
import type { AuditResult, NotChecked } from '../model/report.ts';
import type { Framework, Run } from '../model/run.ts';

interface Enable {
  /** The questions it answers. */
  readonly opens: string;
  readonly trainer: string;
  readonly keras: string;
}

/** How to make each piece of evidence available next time: the smallest change, ready to paste. */
const enables: Record<EnableId, Enable> = {
  'save-predictions': {
    opens: 'is it good, which class is weak, which examples are wrong',
    trainer: `out = trainer.predict(val_dataset)            # no retraining, about a minute
import pandas as pd
logits = out.predictions[0] if isinstance(out.predictions, tuple) else out.predictions
table = pd.DataFrame(logits, columns=[f"logit_{i}" for i in range(logits.shape[1])])
table.assign(text=val_texts, label=out.label_ids, predicted=logits.argmax(-1)).to_csv("OUTPUT/eval_predictions.csv", index=False)`,
    keras: `logits = model.predict(x_val).astype("float32")   # float32: half-precision scores lose digits
import pandas as pd
table = pd.DataFrame(logits, columns=[f"logit_{i}" for i in range(logits.shape[1])])
table.assign(text=val_texts, label=y_val, predicted=logits.argmax(-1)).to_csv("OUTPUT/eval_predictions.csv", index=False)`,
  },
  'evaluate-during-training': {
    opens: 'did it over-train, was it stopped too early, which checkpoint to use',
    trainer: `TrainingArguments(..., eval_strategy="steps", eval_steps=0.1, save_strategy="steps", save_steps=0.1)
Trainer(..., eval_dataset=val_dataset, compute_metrics=compute_metrics)`,
    keras: `history = model.fit(x, y, validation_data=(x_val, y_val), ...)`,
  },
  'evaluate-more-often': {
    opens: 'did it over-train, was it stopped too early',
    trainer: `TrainingArguments(..., eval_strategy="steps", eval_steps=0.1)   # ten evaluations a run`,
    keras: `model.compile(..., steps_per_execution=1)
history = model.fit(..., steps_per_epoch=len(train) // 4)   # an "epoch" is a quarter of the data: four evaluations each`,
  },
  'log-training-loss': {
    opens: 'was the step size right, is the training data learned, how big is the gap',
    trainer: `TrainingArguments(..., logging_steps=10, logging_first_step=True)`,
    keras: `model.fit(..., callbacks=[keras.callbacks.CSVLogger("OUTPUT/training_log.csv")])`,
  },
  'log-metric': {
    opens: 'does a rising loss cost accuracy, which checkpoint to use',
    trainer: `def compute_metrics(p):
    predicted = p.predictions.argmax(-1)
    return {"accuracy": (predicted == p.label_ids).mean()}
Trainer(..., compute_metrics=compute_metrics)`,
    keras: `model.compile(..., metrics=["accuracy"])`,
  },
  'log-learning-rate': {
    opens: 'was the step size right, did the schedule end too soon',
    trainer: `# keep training_args.bin and trainer_state.json in the folder; Trainer logs learning_rate with the loss
TrainingArguments(..., logging_steps=10)`,
    keras: `log_rate = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: logs.update(learning_rate=float(model.optimizer.learning_rate)))
model.fit(..., callbacks=[log_rate, keras.callbacks.CSVLogger("OUTPUT/training_log.csv")])   # in this order`,
  },
  'log-gradient-norm': {
    opens: 'did gradients explode or vanish',
    trainer: `TrainingArguments(..., max_grad_norm=1.0, logging_steps=10)   # the norm is logged when clipping is on`,
    keras: `# Keras does not log it; add it in a custom train_step, or use a Trainer-style loop`,
  },
  'state-evaluation-size': {
    opens: 'is a difference between two evaluations more than noise',
    trainer: `afterfit OUTPUT --eval-size 872     # or keep eval_results.json, which states eval_samples`,
    keras: `afterfit OUTPUT --eval-size 872`,
  },
  'save-scores': {
    opens: 'how sure is it when it is wrong, is the loss about confidence',
    trainer: `# save the logits beside the labels: one column a class, logit_0 … logit_{C-1}
table = pd.DataFrame(logits, columns=[f"logit_{i}" for i in range(logits.shape[1])])`,
    keras: `scores = model.predict(x_val).astype("float32")
table = pd.DataFrame(scores, columns=[f"prob_{i}" for i in range(scores.shape[1])])`,
  },
  'save-texts': {
    opens: 'which sentences fail',
    trainer: `table.assign(text=val_texts)      # or: afterfit OUTPUT --data validation.csv`,
    keras: `table.assign(text=val_texts)`,
  },
  'save-checkpoints': {
    opens: 'can the best checkpoint still be used',
    trainer: `TrainingArguments(..., save_strategy="epoch", load_best_model_at_end=True)   # same as eval_strategy`,
    keras: `model.fit(..., callbacks=[keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)])`,
  },
  'keep-configuration': {
    opens: 'which labels, which model, which settings',
    trainer: `trainer.save_model("OUTPUT"); trainer.save_state()   # config.json, training_args.bin, trainer_state.json`,
    keras: `import json; json.dump(history.params, open("OUTPUT/params.json", "w"))`,
  },
};

/** Which of two open questions to show first when the same number of audits waits for them. */
const usefulness: readonly EnableId[] = [
  'evaluate-during-training',
  'save-predictions',
  'evaluate-more-often',
  'log-metric',
  'log-training-loss',
  'state-evaluation-size',
  'save-scores',
  'log-learning-rate',
  'save-checkpoints',
  'save-texts',
  'keep-configuration',
  'log-gradient-norm',
];

/** Folder names are foreign: one with a quote, a `;` or a line break in it must not become code of its own. */
const inPython = (folder: string): string => JSON.stringify(folder).slice(1, -1);
const inShell = (folder: string): string => (/^[\w@%+=:,./~-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`);

/** What was not checked for want of evidence, grouped by the change that would supply it, most useful first. */
export function notChecked(runs: readonly Run[], results: readonly AuditResult[], sourceName: string): readonly NotChecked[] {
  const list: NotChecked[] = [];
  for (const run of runs) {
    const groups = new Map<EnableId, AuditResult[]>();
    for (const result of results) {
      if (result.run !== run.id || result.enable === null || result.status !== 'not-applicable') continue;
      const group = groups.get(result.enable);
      if (group === undefined) groups.set(result.enable, [result]);
      else group.push(result);
    }
    for (const [enable, group] of groups) {
      const entry = enables[enable];
      list.push({
        enable,
        run: run.id,
        opens: entry.opens,
        audits: group.map((result) => result.id),
        why: group[0]?.text ?? '',
        snippet: snippetFor(enable, run.framework, folderOf(run, sourceName)),
      });
    }
  }
  return list.sort(
    (a, b) => b.audits.length - a.audits.length || usefulness.indexOf(a.enable) - usefulness.indexOf(b.enable),
  );
}

const folderOf = (run: Run, sourceName: string): string => {
  const last = run.id.split('/').at(-1) ?? '';
  const inside = run.id === '.' || last.includes('.') ? '' : `/${run.id}`;
  return `${sourceName.replace(/\/+$/, '')}${inside}`;
};

export function snippetFor(enable: EnableId, framework: Framework, folder: string): NotChecked['snippet'] {
  const entry = enables[enable];
  const template = framework === 'keras' ? entry.keras : entry.trainer;
  const language = template.startsWith('afterfit') ? 'shell' : 'python';
  const name = language === 'shell' ? inShell(folder) : inPython(folder);
  return { language, code: template.replaceAll('OUTPUT', () => name) };
}
