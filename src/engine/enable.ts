import type { EnableId } from '../model/outcome.ts';
import type { AuditResult, NotChecked } from '../model/report.ts';
import type { Framework, Run } from '../model/run.ts';
import { byRun } from './by-run.ts';

interface Enable {
  /** The questions it answers. */
  readonly opens: string;
  /** The same as one imperative sentence. */
  readonly action: string;
  readonly trainer: string;
  readonly keras: string;
}

/**
 * How to make each piece of evidence available next time: the smallest change, ready to paste. OUTPUT stands for the run's
 * folder, which has a line of its own where the line would get long.
 */
const enables: Record<EnableId, Enable> = {
  'save-predictions': {
    opens: 'is it good, which class is weak, which examples are wrong',
    action:
      'Save predictions once (no retraining): they show whether it is good, which class is weak, which examples are wrong.',
    trainer: `import pandas as pd
path = "OUTPUT/eval_predictions.csv"
out = trainer.predict(val_dataset)  # no retraining, about a minute
several = isinstance(out.predictions, tuple)
logits = out.predictions[0] if several else out.predictions
names = [f"logit_{i}" for i in range(logits.shape[1])]
table = pd.DataFrame(logits, columns=names).assign(
    text=val_texts, label=out.label_ids, predicted=logits.argmax(-1))
table.to_csv(path, index=False)`,
    keras: `import pandas as pd
path = "OUTPUT/eval_predictions.csv"
# float32: half-precision scores lose digits
logits = model.predict(x_val).astype("float32")
names = [f"logit_{i}" for i in range(logits.shape[1])]
table = pd.DataFrame(logits, columns=names).assign(
    text=val_texts, label=y_val, predicted=logits.argmax(-1))
table.to_csv(path, index=False)`,
  },
  'save-entity-predictions': {
    opens: 'is it good, which entity types are weak, which mentions are wrong',
    action:
      'Save predictions once (no retraining): they show whether it is good, which entity types are weak, which mentions are wrong.',
    trainer: `path = "OUTPUT/eval_predictions.conll"
out = trainer.predict(val_dataset)  # no retraining, about a minute
names = trainer.model.config.id2label
with open(path, "w", encoding="utf-8") as file:
    for words, said, gold in zip(
            val_words, out.predictions.argmax(-1), out.label_ids):
        first = gold != -100  # first piece of each word; cut words drop out
        for word, a, b in zip(words, gold[first], said[first]):
            print(word, names[int(a)], names[int(b)], file=file)
        print(file=file)`,
    keras: `path = "OUTPUT/eval_predictions.conll"
said = model.predict(x_val).argmax(-1)
with open(path, "w", encoding="utf-8") as file:
    for words, gold, line in zip(val_words, y_val, said):
        for word, a, b in zip(words, gold, line):
            print(word, tag_names[a], tag_names[b], file=file)
        print(file=file)`,
  },
  'evaluate-during-training': {
    opens: 'did it over-train, was it stopped too early, which checkpoint to use',
    action:
      'Evaluate during training: it shows whether it over-trained, whether it was stopped too early, which checkpoint to use.',
    trainer: `TrainingArguments(..., eval_strategy="steps", eval_steps=0.1,
                  save_strategy="steps", save_steps=0.1)
Trainer(..., eval_dataset=val_dataset, compute_metrics=compute_metrics)`,
    keras: `history = model.fit(x, y, validation_data=(x_val, y_val), ...)`,
  },
  'evaluate-more-often': {
    opens: 'did it over-train, was it stopped too early',
    action:
      'Evaluate about ten times a run: it shows whether it over-trained and whether it was stopped too early.',
    trainer: `# ten evaluations a run
TrainingArguments(..., eval_strategy="steps", eval_steps=0.1)`,
    keras: `# an "epoch" is a quarter of the data: four evaluations each
model.compile(..., steps_per_execution=1)
history = model.fit(..., steps_per_epoch=len(train) // 4)`,
  },
  'log-training-loss': {
    opens: 'was the step size right, is the training data learned, how big is the gap',
    action:
      'Log the training loss: it shows whether the step size was right, whether the training data are learned, how big the gap is.',
    trainer: `TrainingArguments(..., logging_steps=10, logging_first_step=True)`,
    keras: `path = "OUTPUT/training_log.csv"
model.fit(..., callbacks=[keras.callbacks.CSVLogger(path)])`,
  },
  'log-metric': {
    opens: 'does a rising loss cost accuracy, which checkpoint to use',
    action:
      'Log a metric at each evaluation: it shows whether a rising loss costs accuracy and which checkpoint to use.',
    trainer: `def compute_metrics(p):
    predicted = p.predictions.argmax(-1)
    return {"accuracy": (predicted == p.label_ids).mean()}
Trainer(..., compute_metrics=compute_metrics)`,
    keras: `model.compile(..., metrics=["accuracy"])`,
  },
  'log-learning-rate': {
    opens: 'was the step size right, did the schedule end too soon',
    action:
      'Log the learning rate: it shows whether the step size was right and whether the schedule ended too soon.',
    trainer: `# keep training_args.bin and trainer_state.json in the folder;
# Trainer logs learning_rate with the loss
TrainingArguments(..., logging_steps=10)`,
    keras: `path = "OUTPUT/training_log.csv"
def add_rate(epoch, logs):
    logs["learning_rate"] = float(model.optimizer.learning_rate)
model.fit(..., callbacks=[  # in this order
    keras.callbacks.LambdaCallback(on_epoch_end=add_rate),
    keras.callbacks.CSVLogger(path)])`,
  },
  'log-gradient-norm': {
    opens: 'did gradients explode or vanish',
    action: 'Log the gradient norm: it shows whether gradients exploded or vanished.',
    trainer: `# the norm is logged when clipping is on
TrainingArguments(..., max_grad_norm=1.0, logging_steps=10)`,
    keras: `# Keras does not log it; add it in a custom train_step,
# or use a Trainer-style loop`,
  },
  'state-evaluation-size': {
    opens: 'is a difference between two evaluations more than noise',
    action:
      'State the size of the evaluation set: it shows whether a difference between two evaluations is more than noise.',
    trainer: `afterfit OUTPUT --eval-size 872
# or keep eval_results.json, which states eval_samples`,
    keras: `afterfit OUTPUT --eval-size 872`,
  },
  'save-scores': {
    opens: 'how sure is it when it is wrong, is the loss about confidence',
    action:
      'Save scores with the predictions: they show how sure it is when it is wrong and whether the loss is about confidence.',
    trainer: `# save the logits beside the labels, a column for each class
names = [f"logit_{i}" for i in range(logits.shape[1])]
table = pd.DataFrame(logits, columns=names)`,
    keras: `scores = model.predict(x_val).astype("float32")
names = [f"prob_{i}" for i in range(scores.shape[1])]
table = pd.DataFrame(scores, columns=names)`,
  },
  'save-texts': {
    opens: 'which sentences fail',
    action: 'Save the texts with the predictions: they show which sentences fail.',
    trainer: `# or: afterfit OUTPUT --data validation.csv
table = table.assign(text=val_texts)`,
    keras: `table = table.assign(text=val_texts)`,
  },
  'name-training-data': {
    opens: 'do evaluation examples occur in the training data',
    action: 'State the file of the training data: it shows whether evaluation examples occur in it.',
    trainer: `afterfit OUTPUT --train-data train.csv
# a table of the rows that were trained on`,
    keras: `afterfit OUTPUT --train-data train.csv
# a table of the rows that were trained on`,
  },
  'save-checkpoints': {
    opens: 'can the best checkpoint still be used',
    action: 'Save a checkpoint at each evaluation: then the best one can still be used.',
    trainer: `# the two strategies must agree
TrainingArguments(..., eval_strategy="epoch", save_strategy="epoch",
                  load_best_model_at_end=True)`,
    keras: `keep = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
model.fit(..., callbacks=[keep])`,
  },
  'keep-configuration': {
    opens: 'which labels, which model, which settings',
    action:
      'Keep the configuration with the run: it shows which labels, which model, which settings were used.',
    trainer: `# config.json, training_args.bin, trainer_state.json
folder = "OUTPUT"
trainer.save_model(folder)
trainer.save_state()`,
    keras: `import json
path = "OUTPUT/params.json"
json.dump(history.params, open(path, "w"))`,
  },
};

/** What to do to have a question answered next time, one imperative sentence. */
export const actionFor = (enable: EnableId): string => enables[enable].action;

/** Which of two open questions to show first when the same number of audits waits for them. */
const usefulness: readonly EnableId[] = [
  'evaluate-during-training',
  'save-predictions',
  'save-entity-predictions',
  'evaluate-more-often',
  'log-metric',
  'log-training-loss',
  'state-evaluation-size',
  'save-scores',
  'log-learning-rate',
  'save-checkpoints',
  'save-texts',
  'name-training-data',
  'keep-configuration',
  'log-gradient-norm',
];

/** Folder names are foreign: one with a quote, a `;` or a line break in it must not become code of its own. */
const inPython = (folder: string): string => JSON.stringify(folder).slice(1, -1);
const inShell = (folder: string): string =>
  /^[\w@%+=:,./~-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;

/**
 * What was not checked for want of evidence, grouped by the change that would supply it, most useful first. `sourceFolder`
 * is where the paths of the runs start, null when the source has several places.
 */
export function notChecked(
  runs: readonly Run[],
  results: readonly AuditResult[],
  sourceFolder: string | null,
): readonly NotChecked[] {
  const list: NotChecked[] = [];
  const resultsOf = byRun(
    results.filter((result) => result.enable !== null && result.status === 'not-applicable'),
    (result) => result.run,
  );
  for (const run of runs) {
    const groups = new Map<EnableId, AuditResult[]>();
    for (const result of resultsOf(run.id)) {
      const enable = enableFor(run, result.enable);
      if (enable === null) continue;
      const group = groups.get(enable);
      if (group === undefined) groups.set(enable, [result]);
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
        snippet: snippetFor(enable, run.framework, folderOf(run, sourceFolder)),
      });
    }
  }
  return list.sort(
    (a, b) =>
      b.audits.length - a.audits.length || usefulness.indexOf(a.enable) - usefulness.indexOf(b.enable),
  );
}

/** Asked for where labels are of whole texts. */
const ofTexts: ReadonlySet<EnableId> = new Set(['save-predictions', 'save-scores', 'save-texts']);

/** Tags of words are saved otherwise than labels of texts, and once mentions are there nothing of the kind is missing. */
function enableFor(run: Run, enable: EnableId | null): EnableId | null {
  if (enable === null || !ofTexts.has(enable) || run.task?.value !== 'token-classification') return enable;
  return (run.entitySets ?? []).length > 0 ? null : 'save-entity-predictions';
}

/** The folder to save to: the run's own, or that of its first file when the run is named after a file. */
function folderOf(run: Run, sourceFolder: string | null): string {
  if (sourceFolder === null) return 'OUTPUT_DIR';
  const isFolder = run.files.some((file) => file.startsWith(`${run.id}/`));
  const inside = run.id === '.' ? '' : isFolder ? run.id : parentOf(run.files[0] ?? run.id);
  const root = sourceFolder.replace(/(?<=.)\/+$/, '');
  if (inside === '') return root;
  return root === '/' ? `/${inside}` : `${root}/${inside}`;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export function snippetFor(enable: EnableId, framework: Framework, folder: string): NotChecked['snippet'] {
  const entry = enables[enable];
  const template = framework === 'keras' ? entry.keras : entry.trainer;
  const language = template.startsWith('afterfit') ? 'shell' : 'python';
  const name = language === 'shell' ? inShell(folder) : inPython(folder);
  return { language, code: template.replaceAll('OUTPUT', () => name) };
}
