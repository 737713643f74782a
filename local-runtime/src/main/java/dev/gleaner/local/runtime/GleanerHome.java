package dev.gleaner.local.runtime;

import java.nio.file.Path;

/** The folder {@code deploy/local}, which the scripts pass as system property {@code gleaner.home}. */
public final class GleanerHome {

    private GleanerHome() {}

    /** The folder. */
    public static Path path() {
        return Path.of(System.getProperty("gleaner.home", ".")).toAbsolutePath().normalize();
    }

    /** The folder of unpacked programs, shared by all runs of this build. */
    public static Path tools() {
        return path().resolve("target/tools");
    }

    /** The runnable jar of a service. */
    public static Path service(String module) {
        return path().resolve("../..")
                .resolve(module)
                .resolve("target/quarkus-app/quarkus-run.jar")
                .normalize();
    }
}
