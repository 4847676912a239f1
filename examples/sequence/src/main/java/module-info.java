/** A recurrent network for a series. */
module sequence {
    requires hillock;
}
