/** The executable definition of every operation, written to be read. */
package hillock.interpret;
