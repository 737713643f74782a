package dev.gleaner.actuator.action.stop;

import dev.gleaner.actuator.action.InstanceAction;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.Instance;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.reactive.BackOnContext;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Starts an instance that {@link StopInstance} stopped: its undo. */
@ApplicationScoped
public class StartInstance implements InstanceAction {

    public static final String NAME = "start-instance";

    private final AwsClients clients;

    StartInstance(AwsClients clients) {
        this.clients = clients;
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
    public String call() {
        return "ec2:StartInstances";
    }

    @Override
    public Uni<String> perform(Arn instance) {
        return BackOnContext.of(() ->
                        clients.ec2(instance.region()).startInstances(request -> request.instanceIds(instance.id())))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public Progress see(Sighting before, Sighting now) {
        return progress(now);
    }

    static Progress progress(Sighting now) {
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
