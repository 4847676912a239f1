/** Explanations: the value and the derivative on every edge of a graph, as a model and as text. */
package hillock.explain;
