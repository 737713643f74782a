package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.test.aws.AwsProxy;

/** The calls that AWS got about one resource. */
public final class AwsCalls {

    private AwsCalls() {}

    /** Number of calls of this action whose body names the resource. */
    public static long count(AwsProxy aws, String action, Arn target) {
        return aws.calls(action).stream()
                .filter(call -> call.body().contains(target.id()))
                .count();
    }
}
