package hillock.network;

/**
 * What is known of an activation's curve before any training. For a function of a whole row, such as softmax, the curve
 * is that of one result over its own operand, and the slope any element of the Jacobian.
 *
 * @param low the greatest lower bound of the values
 * @param high the least upper bound of the values
 * @param zeroCentred whether the function is odd, {@code f(-x) = -f(x)}, so that centred inputs give centred outputs
 * @param monotone whether the function never falls
 * @param slope the least upper bound of the magnitude of the derivative: below 1, gradients shrink at every layer
 */
public record ActivationTraits(double low, double high, boolean zeroCentred, boolean monotone, double slope) {}
