package dev.gleaner.benchmarks.crash;

import dev.gleaner.benchmarks.crash.agent.HaltAgent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;

/** The jar that a JVM needs for {@link HaltAgent}: a manifest that points to where its classes are anyway. */
final class AgentJar {

    private AgentJar() {}

    static Path write(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), HaltAgent.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, place(HaltAgent.class) + " " + place(AgentBuilder.class));
        Path jar = folder.resolve("halt-agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(file, manifest)) {
            archive.finish();
        }
        return jar;
    }

    private static String place(Class<?> type) {
        try {
            return type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
