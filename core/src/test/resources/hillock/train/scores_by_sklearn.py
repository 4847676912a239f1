"""Prints scores_by_sklearn.txt, against which EvaluationTest compares; made with scikit-learn 1.2.1, NumPy 1.24.2.

Run: python3 scores_by_sklearn.py > scores_by_sklearn.txt
"""

import numpy as np
from sklearn import metrics

random = np.random.default_rng(7)


def show(name, *values):
    print(name, *(repr(float(v)) for v in np.ravel(values)))


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def calibration_error(probabilities, classes, bins=15):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == classes
    bin_of = np.ceil(confidence * bins)
    error = 0.0
    for b in np.unique(bin_of):
        inside = bin_of == b
        error += inside.sum() * abs(right[inside].mean() - confidence[inside].mean())
    return error / len(classes)


def classification(name, logits, classes, probabilities, labels):
    predicted = probabilities.argmax(axis=1)
    print("case", name)
    show("logits", logits)
    show("targets", classes)
    show("confusion", metrics.confusion_matrix(classes, predicted, labels=range(labels)))
    show("accuracy", metrics.accuracy_score(classes, predicted))
    for average in ["macro", "weighted", "micro"]:
        show(average, metrics.precision_recall_fscore_support(
            classes, predicted, average=average, zero_division=0)[:3])
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        classes, predicted, labels=range(labels), zero_division=0)
    show("precision", precision)
    show("recall", recall)
    show("f1", f1)
    show("support", support)
    show("log_loss", metrics.log_loss(classes, probabilities, labels=range(labels)))
    if labels == 2:
        show("auc", metrics.roc_auc_score(classes, logits[:, 0]))
    elif len(np.unique(classes)) == labels:
        show("auc", metrics.roc_auc_score(classes, probabilities, multi_class="ovr", average="macro"))
    show("calibration", calibration_error(probabilities, classes))


# Logits in steps of a half, so that many samples tie.
classes = (random.random(60) < 0.3).astype(int)
logits = np.round(random.normal(classes * 1.5 - 1, 1.2) * 2) / 2
logits[logits == 0] = -0.5
p = 1 / (1 + np.exp(-logits))
classification("binary", logits[:, None], classes, np.stack([1 - p, p], axis=1), 2)

classes = random.integers(0, 4, 80)
logits = random.normal(0, 1, (80, 4)) + 1.5 * np.eye(4)[classes]
logits[40:60] = logits[20:40]  # equal rows of different classes tie
classification("classes", logits, classes, softmax(logits), 4)

# The third class does not occur and the fourth is never predicted.
classes = np.where(random.integers(0, 3, 30) == 2, 3, random.integers(0, 2, 30))
logits = random.normal(0, 1, (30, 4)) + 1.5 * np.eye(4)[classes]
logits[:, 3] -= 9
logits[:, 2] -= 2
classification("absent", logits, classes, softmax(logits), 4)

targets = random.normal([1000, -3], [5, 2], (40, 2))
predicted = targets + random.normal([0.5, 0], [2, 1.5], (40, 2))
print("case regression")
show("logits", predicted)
show("targets", targets)
show("rmse", np.sqrt(metrics.mean_squared_error(targets, predicted)))
show("rmses", np.sqrt(metrics.mean_squared_error(targets, predicted, multioutput="raw_values")))
show("mae", metrics.mean_absolute_error(targets, predicted))
show("maes", metrics.mean_absolute_error(targets, predicted, multioutput="raw_values"))
show("r2", metrics.r2_score(targets, predicted))
show("r2s", metrics.r2_score(targets, predicted, multioutput="raw_values"))
