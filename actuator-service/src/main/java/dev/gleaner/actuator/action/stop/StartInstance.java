package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.InstanceSighting;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Starts an instance that {@link StopInstance} stopped: its undo. */
@Singleton
public class StartInstance extends InstanceAction {

    static final String NAME = "start-instance";

    StartInstance(AwsClients clients) {
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

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public String call() {
        return "ec2:StartInstances";
    }

    @Override
    CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, String instance) {
        return ec2.startInstances(request -> request.instanceIds(instance));
    }

    @Override
    Progress see(InstanceSighting before, InstanceSighting now) {
        return progress(now);
    }

    static Progress progress(InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        return switch (now.state()) {
            case Instance.RUNNING -> Progress.DONE;
            case Instance.PENDING -> Progress.UNDER_WAY;
            default -> Progress.NOT_YET;
        };
    }
}
