/** The one definition of every number: elementary functions, orders of summation, random bits. */
package hillock.arithmetic;
