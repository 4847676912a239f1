/**
 * Networks: layers, activations, losses and the values their parameters start from. A layer is an immutable record;
 * what it computes is a formula.
 */
package hillock.network;
