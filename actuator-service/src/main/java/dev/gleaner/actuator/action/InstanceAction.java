package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.Sighting;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;

/** Something that can be done to an instance by one AWS call. It knows AWS and nothing of who asked. */
public interface InstanceAction {

    /** Its name in remedies and in the audit. */
    String name();

    /** Whether it takes back an earlier action: then it is no remedy, and asks for no idleness. */
    boolean restores();

    /** The AWS call, for the audit and for people. */
    String call();

    /** Makes the call; the answer is the AWS request id. */
    Uni<String> perform(Arn instance);

    /** What has come of it, given what was there before the call. */
    Progress see(Sighting before, Sighting now);
}
