"""Runs a checkpoint as Python does; prints the seconds and the peak memory of the whole process as JSON.

    python bench/peers/checkpoint.py FOLDER torch|torch-compile|onnxruntime ROWSxLENGTH|mixed|start

`ROWSxLENGTH`: one forward of a full batch, the median of several. `mixed`: texts.json of the folder, tokenised and run 32 at a time in
the order of the file. `start`: until the model is ready. onnxruntime runs graph.onnx of the folder, the graph that Afterfit builds.
"""

import json
import os
import resource
import statistics
import sys
import time

folder, tool, job = sys.argv[1:4]
began = time.perf_counter()
os.environ["TOKENIZERS_PARALLELISM"] = "true"
if tool == "onnxruntime":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(os.path.join(folder, "graph.onnx"), options, providers=["CPUExecutionProvider"])

    def run(ids, mask, types):
        return session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})

    tensors = "np"
else:
    import torch
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    if tool == "torch-compile":
        model = torch.compile(model, dynamic=True)

    def run(ids, mask, types):
        with torch.inference_mode():
            return model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits

    tensors = "pt"
seconds = time.perf_counter() - began

if job == "mixed":
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    with open(os.path.join(folder, "texts.json"), encoding="utf-8") as file:
        texts = json.load(file)

    def batch(some):
        found = tokenizer(some, padding=True, truncation=True, max_length=512, return_tensors=tensors)
        run(found["input_ids"], found["attention_mask"], found["token_type_ids"])

    batch(texts[:32])
    began = time.perf_counter()
    for start in range(0, len(texts), 32):
        batch(texts[start : start + 32])
    seconds = time.perf_counter() - began
elif job != "start":
    import numpy as np

    rows, length = map(int, job.split("x"))
    ids = np.random.default_rng(0).integers(5, 30000, (rows, length))
    inputs = [ids, np.ones_like(ids), np.zeros_like(ids)]
    if tensors == "pt":
        inputs = [torch.from_numpy(one) for one in inputs]
    times = []
    for _ in range(9):
        began = time.perf_counter()
        run(*inputs)
        times.append(time.perf_counter() - began)
    seconds = statistics.median(times[2:])
print(json.dumps({"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
