/**
 * Files of data and of models. Whatever comes from outside is taken to be hostile: sizes are bounded before memory is
 * taken, nothing is executed, and what is wrong with a file is a {@link hillock.io.FormatException} that names the
 * file, the place in it, what was expected and what was found.
 */
package hillock.io;
