/** A layer of your own. */
module ownlayer {
    requires hillock.io;

    // Hillock finds the parameters through the components of the record.
    exports ownlayer;
}
