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
 * The policy file, read again when it changes. Without a good one nothing starts; a change that can't be used leaves the
 * last good one in force, and is said until it is put right.
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

    /** Has it read at start: what is wrong with it is seen then, and nothing runs. */
    void start(@Observes StartupEvent event) {
        file().ifPresent(file -> Log.infof(
                "The policy is %s with %d rules", file.name(), file.rules().size()));
    }

    /** The last good version; empty when none is configured. */
    Optional<PolicyFile> file() {
        return inForce;
    }

    /** What is wrong with the file as it is now; empty when it is in force. */
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
     * Whether the policy file as it is now is in force. It counts as wellness: with the last good policy in force the service
     * is as ready as ever. What is wrong with the file quotes it, and is in the log alone: everybody reads the health.
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
