package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.endpoint.CreateS3Endpoint;
import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.actuator.aws.Vpc;
import java.util.Optional;

/** Only the endpoint that our action made is deleted, and only while it is seen. */
final class EndpointStillThere implements RefusingGuard {

    @Override
    public String name() {
        return "still-as-made";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        String action = situation.order().action();
        boolean there = situation
                .shown()
                .map(Sighting::subject)
                .filter(subject -> subject instanceof Vpc vpc
                        && vpc.tagged(CreateS3Endpoint.TAG, action).isPresent())
                .isPresent();
        return RefusingGuard.refuseIf(!there, "EC2 does not show the endpoint that action " + action + " made");
    }
}
