package dev.gleaner.actuator.action.logs;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Sighting;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a log group the retention back that it had before {@link PutRetentionPolicy}, or none: its undo. */
@Singleton
public class RestoreRetentionPolicy extends RetentionAction {

    static final String NAME = "restore-retention-policy";

    RestoreRetentionPolicy(AwsClients clients) {
        super(clients);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean restores() {
        return true;
    }

    /** Where there was no policy, logs:DeleteRetentionPolicy. */
    @Override
    public String call() {
        return "logs:PutRetentionPolicy";
    }

    @Override
    @Nullable
    Integer wanted(Order order) {
        return planned(order);
    }

    /** Only what we put is replaced: a later one is somebody else's work. */
    @Override
    public Optional<String> obstacle(Order order, Sighting now) {
        Integer shown = retention(now);
        boolean ours = Objects.equals(shown, wanted(order))
                || RetentionDays.of(order.parameters()).equals(Optional.ofNullable(shown));
        return ours ? Optional.empty() : Optional.of("somebody changed the retention since it was put");
    }
}
