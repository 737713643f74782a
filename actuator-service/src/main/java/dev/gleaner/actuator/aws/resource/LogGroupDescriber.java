package dev.gleaner.actuator.aws.resource;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;

/** A log group and its tags, one a call. */
@ApplicationScoped
public class LogGroupDescriber {

    private static final String TYPE = "log-group:";

    private final ActuatorAwsClients clients;

    LogGroupDescriber(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /**
     * Name of the log group of {@code arn:aws:logs:REGION:ACCOUNT:log-group:NAME}; empty for any other ARN, also for the
     * one with {@code :*} at its end, which is a log group's in IAM policies: one target has to have one ARN.
     */
    public static Optional<String> name(Arn arn) {
        String name = arn.resource().startsWith(TYPE) ? arn.resource().substring(TYPE.length()) : "";
        return arn.service().equals("logs") && !name.isEmpty() && name.indexOf(':') < 0
                ? Optional.of(name)
                : Optional.empty();
    }

    /** What CloudWatch Logs shows now; empty means nothing was shown, never that the log group is gone. */
    public Uni<Optional<ResourceObservation>> describe(Arn arn) {
        String name = name(arn).orElseThrow();
        // Sorted by name, so that of all that begin with it the group itself comes first.
        return ContextBoundUni.onWorker(() -> logs(arn).describeLogGroups(request -> request.logGroupNamePrefix(name)))
                .map(answer -> answer.logGroups().stream()
                        .filter(shown -> name.equals(shown.logGroupName()) && isOf(arn, shown.arn()))
                        .findFirst())
                .flatMap(shown -> shown.map(group -> tags(arn).map(tags -> Optional.of(sighting(group, tags))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Map<String, String>> tags(Arn arn) {
        return ContextBoundUni.onWorker(
                        () -> logs(arn).listTagsForResource(request -> request.resourceArn(arn.toString())))
                .map(answer -> answer.tags());
    }

    /** A group of the same name in another account is another one. */
    private static boolean isOf(Arn arn, @Nullable String shown) {
        return shown != null && Arn.parse(shown).account().equals(arn.account());
    }

    private static ResourceObservation sighting(
            software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup shown, Map<String, String> tags) {
        return new LogGroup.Observation(new LogGroup(shown.retentionInDays(), shown.logGroupClassAsString(), tags));
    }

    private CloudWatchLogsAsyncClient logs(Arn arn) {
        return clients.logsReading(arn);
    }
}
