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

/** Stops an instance. */
@ApplicationScoped
public class StopInstance implements InstanceAction {

    public static final String NAME = "stop-instance";

    private final AwsClients clients;

    StopInstance(AwsClients clients) {
        this.clients = clients;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean restores() {
        return false;
    }

    @Override
    public String call() {
        return "ec2:StopInstances";
    }

    @Override
    public Uni<String> perform(Arn instance) {
        return BackOnContext.of(() ->
                        clients.ec2(instance.region()).stopInstances(request -> request.instanceIds(instance.id())))
                .map(answer -> answer.responseMetadata().requestId());
    }

    @Override
    public Progress see(Sighting before, Sighting now) {
        return progress(before, now);
    }

    static Progress progress(Sighting before, Sighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        return switch (now.state()) {
            case Instance.STOPPED -> Progress.DONE;
            case Instance.STOPPING -> Progress.UNDER_WAY;
            default -> now.launched().equals(before.launched()) ? Progress.NOT_YET : Progress.OVERTAKEN;
        };
    }
}
