/** Simplification of graphs that keeps every bit of every value. */
package hillock.rewrite;
