package hillock.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of users who live in named modules, some of which are closed to Hillock. */
class NamedModuleTest {
    private static final String LAYERS = """
            package user;

            import hillock.Key;
            import hillock.Tensor;
            import hillock.network.*;
            import java.util.*;

            public final class Layers {
                private record Hidden(Dense dense) implements Layer {
                    public Tensor apply(Tensor x, Pass pass) {
                        return dense.apply(x, pass.at("dense"));
                    }
                }

                private record Helpful(Dense dense) implements Layer {
                    public Tensor apply(Tensor x, Pass pass) {
                        return dense.apply(x, pass.at("dense"));
                    }

                    public SequencedMap<String, Object> parts() {
                        var parts = new LinkedHashMap<String, Object>();
                        parts.put("dense", dense);
                        return parts;
                    }

                    public Layer withParts(SequencedMap<String, Object> parts) {
                        return new Helpful((Dense) parts.get("dense"));
                    }
                }

                public static String hidden() {
                    return paths(new Hidden(Dense.of(2, 2)));
                }

                public static String helpful() {
                    return paths(new Helpful(Dense.of(2, 2)));
                }

                private static String paths(Layer layer) {
                    return Models.parameters(Sequential.of(layer).init(Key.of(1))).keySet().toString();
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void aClosedModuleIsToldHowToOpen() throws Exception {
        assertThat(call("module user { requires hillock; exports user; }", "hidden"))
                .contains("user.Layers$Hidden")
                .contains("'opens user to hillock;'")
                .contains("module user")
                .contains("override parts() and withParts()");
    }

    @Test
    void anOpenModuleNeedsNothing() throws Exception {
        assertThat(call("module user { requires hillock; exports user; opens user to hillock; }", "hidden"))
                .isEqualTo("[layers.0.dense.weights, layers.0.dense.bias]");
    }

    @Test
    void aRecordThatNamesItsPartsNeedsNothingEither() throws Exception {
        assertThat(call("module user { requires hillock; exports user; }", "helpful"))
                .isEqualTo("[layers.0.dense.weights, layers.0.dense.bias]");
    }

    /** Compiles the user's module, loads it in a layer with Hillock as a module, and calls a method. */
    private String call(String moduleInfo, String method) throws Exception {
        Path hillock = hillock();
        Path classes = compile(moduleInfo, hillock);
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(hillock, classes), ModuleFinder.of(), Set.of("user"));
        ModuleLayer layer = ModuleLayer.defineModulesWithOneLoader(
                        configuration, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader())
                .layer();
        Class<?> type = layer.findLoader("user").loadClass("user.Layers");
        try {
            return (String) type.getMethod(method).invoke(null);
        } catch (java.lang.reflect.InvocationTargetException e) {
            return e.getCause().getMessage();
        }
    }

    private static Path hillock() throws URISyntaxException {
        return Path.of(
                Models.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private Path compile(String moduleInfo, Path hillock) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src/user")).resolve("Layers.java");
        Path info = folder.resolve("src/module-info.java");
        Path classes = folder.resolve("classes");
        Files.writeString(source, LAYERS);
        Files.writeString(info, moduleInfo);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-p",
                        hillock.toString(),
                        "-Xlint:none",
                        info.toString(),
                        source.toString());
        assertThat(status).isZero();
        return classes;
    }
}
