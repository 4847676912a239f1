/** A convolutional network for images. */
module images {
    requires hillock;
}
