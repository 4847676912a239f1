/** A trained network as a web service. */
module service {
    requires hillock.io;
    requires jdk.httpserver;
}
