package dev.gleaner.local.estate.kind;

import dev.gleaner.contracts.resource.Arn;
import java.util.function.UnaryOperator;

/** Log groups of CloudWatch Logs. */
final class EstateLogGroupKind extends EstateKind<EstateLogGroup> {

    EstateLogGroupKind() {
        super("logGroups", "a log group", EstateLogGroup.class);
    }

    @Override
    public Arn arn(EstateLogGroup group, String name, UnaryOperator<String> id) {
        return Arn.logGroup(group.region(), group.account(), name);
    }
}
