package dev.gleaner.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.test.aws.AwsCallRecorder;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The policies allow exactly the calls that the services made in the integration tests of this build. Skipped in a partial build and in
 * a build without an AWS stand-in, because their recordings are incomplete.
 */
@NeedsAwsStandIn
class CallsIT {

    private static final Path ROOT = Path.of("../..");

    @Test
    void shouldAllowTheCollectorWhatItReadsAndArchives() throws IOException {
        compare("collector-service", "reader.json", "archive.json", "assume-reader.json");
    }

    @Test
    void shouldAllowTheActuatorWhatItDoes() throws IOException {
        List<String> policies = new ArrayList<>(Policy.ACTOR);
        policies.add("assume.json");
        compare("actuator-service", policies.toArray(String[]::new));
    }

    private static void compare(String service, String... policies) throws IOException {
        List<String> calls = calls(service);
        Comparison comparison = new Comparison(
                service,
                calls,
                Stream.of(policies).map(name -> Policy.read(Path.of(name))).toList());

        List<String> differences = new ArrayList<>(comparison.missing());
        differences.addAll(comparison.unused());

        assertThat(differences)
                .as("the policies and the %d calls of %s", calls.size(), service)
                .isEmpty();
    }

    private static List<String> calls(String service) throws IOException {
        assumeTrue(System.getProperty("it.test") == null, "only some of the integration tests ran");
        Path file = AwsCallRecorder.file(ROOT.resolve(service), System.getProperty(AwsCallRecorder.BUILD, ""));
        assumeTrue(Files.exists(file), () -> service + " was not tested in this build: there is no " + file);
        return Files.readAllLines(file);
    }
}
