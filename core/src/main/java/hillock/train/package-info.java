/** Training: optimisers, the trainer with its listeners and checkpoints, evaluation and prediction. */
package hillock.train;
