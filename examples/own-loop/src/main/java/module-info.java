/** A training loop of your own. */
module ownloop {
    requires hillock;
}
