package dev.gleaner.actuator.approval.policy;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads the policy file, and reads it again when it changes. The service does not start with an invalid file; after an
 * invalid change the last valid version stays in force, and the problem is reported until it is corrected.
 */
@ApplicationScoped
class PolicyFileWatcher {

    private final Optional<Path> path;
    private volatile Optional<PolicyFile> inForce = Optional.empty();
    private volatile List<String> problems = List.of();

    PolicyFileWatcher(PolicyConfig config) {
        this.path = config.file();
        path.ifPresent(file -> inForce = Optional.of(PolicyFile.parse(name(file), read(file))));
    }

    /** Reads the file at the start, which fails if the file is invalid. */
    void start(@Observes StartupEvent event) {
        file().ifPresent(file -> Log.infof(
                "The policy is %s with %d rules", file.name(), file.rules().size()));
    }

    /** Returns the last valid version; empty if no file is configured. */
    Optional<PolicyFile> file() {
        return inForce;
    }

    /** Returns the problems of the present version; empty if it is in force. */
    List<String> problems() {
        return problems;
    }

    @Scheduled(every = "${actuator.policy.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void reloadIfChanged() {
        path.ifPresent(this::reloadIfChanged);
    }

    private void reloadIfChanged(Path file) {
        try {
            String text = read(file);
            if (inForce.map(PolicyFile::text).filter(text::equals).isEmpty()) {
                inForce = Optional.of(PolicyFile.parse(name(file), text));
                Log.infof("The policy %s changed and is in force", file);
            }
            problems = List.of();
        } catch (PolicyReader.InvalidPolicyException e) {
            logProblems(e.problems());
        }
    }

    private void logProblems(List<String> found) {
        if (!found.equals(problems)) {
            problems = found;
            Log.errorf(
                    "The policy can't be used as it is now, so that the last good one stays in force:%n%s",
                    String.join("\n", found));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new PolicyReader.InvalidPolicyException(List.of(file + ": it is not UTF-8"));
        } catch (IOException e) {
            throw new PolicyReader.InvalidPolicyException(List.of(file + ": it can't be read: " + e));
        }
    }

    private static String name(Path file) {
        @Nullable Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    /**
     * Whether the present version of the policy file is in force. This is a wellness check, since the service works with the
     * last valid version. Health is public, so the problems are in the log only: they quote the file.
     */
    @Wellness
    @ApplicationScoped
    static class Health implements HealthCheck {

        private final PolicyFileWatcher watched;
        private final CurrentPolicy policy;

        Health(PolicyFileWatcher watched, CurrentPolicy policy) {
            this.watched = watched;
            this.policy = policy;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("policy")
                    .withData("version", policy.version())
                    .withData("problems", watched.problems().size())
                    .status(watched.problems().isEmpty())
                    .build();
        }
    }
}
