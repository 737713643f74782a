package dev.gleaner.local.runtime.service;

import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service of Gleaner that runs from its jar.
 *
 * @param jvm options of the JVM
 * @param settings configuration without secrets, given as system properties
 * @param environment secrets and AWS settings
 */
public record ServiceJar(
        String name, int port, List<String> jvm, Map<String, String> settings, Map<String, String> environment) {

    /** The JVM that runs it. */
    public DaemonSpec daemon() {
        List<String> options = new ArrayList<>(List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port));
        options.addAll(jvm);
        new TreeMap<>(settings).forEach((key, value) -> options.add("-D" + key + "=" + value));
        options.addAll(userOptions());
        List<String> program =
                List.of("-jar", GleanerHome.service(name + "-service").toString());
        return new DaemonSpec(name, JavaCommandLine.command("384m", options, program), environment, ProcessSignal.TERM);
    }

    /** {@code GLEANER_ACTUATOR_OPTIONS} and the like: JVM options of the user, which override ours. */
    private List<String> userOptions() {
        String text = System.getenv("GLEANER_" + name.toUpperCase(Locale.ROOT) + "_OPTIONS");
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
