/** Labelled data: sets of samples, their order and division, generators, and the catalogue of built-in sets. */
package hillock.data;
