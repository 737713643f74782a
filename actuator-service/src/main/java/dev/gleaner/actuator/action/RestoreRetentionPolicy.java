package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.ResourceObservation;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a log group the retention back that it had before {@link PutRetentionPolicy}, or none: its undo. */
@Singleton
public class RestoreRetentionPolicy extends LogRetentionAction {

    static final String NAME = "restore-retention-policy";

    RestoreRetentionPolicy(ActuatorAwsClients clients) {
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
    Integer wanted(ActionOrder order) {
        return planned(order);
    }

    /** Only what we put is replaced: a later one is somebody else's work. */
    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        Integer shown = retention(now);
        boolean ours = Objects.equals(shown, wanted(order))
                || LogRetentionAction.RetentionDays.of(order.parameters()).equals(Optional.ofNullable(shown));
        return ours ? Optional.empty() : Optional.of("somebody changed the retention since it was put");
    }
}
