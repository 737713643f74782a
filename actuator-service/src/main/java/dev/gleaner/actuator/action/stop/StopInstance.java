package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.Sighting;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Stops an instance. */
@Singleton
public class StopInstance extends InstanceAction {

    StopInstance(AwsClients clients) {
        super(clients);
    }

    @Override
    public String name() {
        return "stop-instance";
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public Optional<String> undoneBy() {
        return Optional.of(StartInstance.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return true;
    }

    @Override
    public String call() {
        return "ec2:StopInstances";
    }

    @Override
    CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, String instance) {
        return ec2.stopInstances(request -> request.instanceIds(instance));
    }

    @Override
    Progress see(InstanceSighting before, InstanceSighting now) {
        return progress(before, now);
    }

    static Progress progress(InstanceSighting before, InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        return switch (now.state()) {
            case Instance.STOPPED -> Progress.DONE;
            case Instance.STOPPING -> Progress.UNDER_WAY;
            default -> now.launched().equals(before.launched()) ? Progress.NOT_YET : Progress.OVERTAKEN;
        };
    }

    /** Stopped, and not started and stopped again meanwhile: a start shows in the time of launch. */
    @Override
    public boolean holds(Order order, Sighting before, Sighting now) {
        return holds((InstanceSighting) before, (InstanceSighting) now);
    }

    static boolean holds(InstanceSighting before, InstanceSighting now) {
        return now.state().equals(Instance.STOPPED) && now.launched().equals(before.launched());
    }
}
