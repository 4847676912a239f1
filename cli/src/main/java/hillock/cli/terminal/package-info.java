/** What the command shows: colours, pictures, bars and tables, each only as far as the terminal can show it. */
package hillock.cli.terminal;
