package dev.gleaner.local.part;

import dev.gleaner.local.Home;
import dev.gleaner.local.process.Daemon;
import dev.gleaner.local.process.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One of Gleaner's services, run from its jar.
 *
 * @param settings configuration that everybody may see
 * @param environment the secret rest of it
 */
record Service(String name, int port, Map<String, String> settings, Map<String, String> environment) {

    Daemon daemon() {
        List<String> options = new ArrayList<>(List.of(
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port));
        new TreeMap<>(settings).forEach((key, value) -> options.add("-D" + key + "=" + value));
        options.addAll(ofTheUser());
        List<String> program = List.of("-jar", Home.service(name + "-service").toString());
        return new Daemon(name, Java.command("384m", options, program), environment, Signal.TERM);
    }

    /** {@code GLEANER_ACTUATOR_OPTIONS} and the like: more options of the JVM, which outrank ours. */
    private List<String> ofTheUser() {
        String text = System.getenv("GLEANER_" + name.toUpperCase(Locale.ROOT) + "_OPTIONS");
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
