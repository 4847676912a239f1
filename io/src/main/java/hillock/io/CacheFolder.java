package hillock.io;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The folder where a user's programs keep what they can fetch again. */
final class CacheFolder {
    private CacheFolder() {}

    /**
     * Hillock's folder in the user's cache: in {@code XDG_CACHE_HOME} if that is set (XDG Base Directory
     * Specification), else where the system has its caches. It need not exist.
     *
     * @param environment the variables of the environment
     * @param system the name of the operating system, as in {@code os.name}
     * @param home the user's folder
     */
    static Path of(Map<String, String> environment, String system, Path home) {
        String name = system.toLowerCase(Locale.ROOT);
        Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        Path local = Path.of(environment.getOrDefault("LOCALAPPDATA", ""));
        if (xdg.isAbsolute()) {
            return xdg.resolve("hillock");
        } else if (name.startsWith("windows")) {
            return (local.isAbsolute() ? local : home.resolve("AppData").resolve("Local"))
                    .resolve("hillock")
                    .resolve("cache");
        } else if (name.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve("hillock");
        } else {
            return home.resolve(".cache").resolve("hillock");
        }
    }

    /** Hillock's folder in the cache of the user who runs this process. */
    static Path ofUser() {
        return of(System.getenv(), System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", "")));
    }
}
