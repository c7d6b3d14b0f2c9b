import type { SettingDifference } from '../../model/comparison.ts';

/** Settings that name places or decide what is written where: they change no number. */
const PLACE =
  /^(_.*|.*(output|logging|run|cache|data|overwrite_output)_(dir|name|path)|overwrite_output_dir|hub_.*|push_to_hub.*|report_to|run_name|log_level.*|logging_.*|log_on_each_node|disable_tqdm|save_.*|save_(steps|strategy|total_limit|safetensors|on_each_node|only_model)|resume_from_checkpoint|ignore_data_skip|project|trackio_.*|wandb_.*|mlflow_.*|local_rank|ddp_(timeout|backend|broadcast_buffers|bucket_cap_mb|find_unused_parameters)|mp_parameters|skip_memory_metrics|debug|dataloader_(num_workers|pin_memory|persistent_workers|prefetch_factor)|past_index|do_train|no_cuda|use_cpu|use_mps_device|place_model_on_device|deepspeed_plugin|distributed_state|deprecated|created_at|date|time|timestamp|hostname|username|git_.*|framework_versions?|tokenizers|datasets|transformers_version|library_name|license|tags|language|name|model_name|id)$/i;

/** Settings that change how numbers are measured, not the model. */
const READING =
  /^((per_device|per_gpu)_eval_batch_size|eval_.*|evaluation_.*|do_eval|do_predict|load_best_model_at_end|metric_for_best_model|greater_is_better|label_names|prediction_loss_only|include_.*|batch_eval_metrics|fp16_full_eval|bf16_full_eval|predict_with_generate|generation_.*|evaluation examples)$/i;

/** What a setting can change. Unknown names count as `training`: they might change the model. */
export function settingKind(name: string): SettingDifference['kind'] {
  if (/^(data_)?seed$/i.test(name)) return 'training';
  if (READING.test(name)) return 'reading';
  return PLACE.test(name) ? 'place' : 'training';
}

export const isSeed = (name: string): boolean => /^(data_)?seed$/i.test(name);

const importance = [
  /^base model$|^architecture$|^model type$|^adapter/,
  /^learning_rate$/,
  /batch_size$|^batch$|gradient_accumulation/,
  /^num_train_epochs$|^max_steps$/,
  /^training examples$/,
  /scheduler|warmup/,
  /weight_decay|dropout|label_smoothing/,
  /^optim|adam|^precision$|^fp16$|^bf16$/,
] as const;

/** Smaller is more important; seeds come last among what trains. */
export function settingRank(name: string): number {
  if (isSeed(name)) return importance.length + 1;
  const place = importance.findIndex((pattern) => pattern.test(name));
  return place < 0 ? importance.length : place;
}
