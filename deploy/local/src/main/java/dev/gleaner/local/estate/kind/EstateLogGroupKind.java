package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.local.estate.series.EstateMetric;
import java.util.List;
import java.util.Map;
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

    @Override
    public Map<EstateMetric.Source, List<String>> measured(EstateLogGroup group) {
        return Map.of(EstateMetric.Source.LOG_GROUP, List.of(group.name()));
    }

    @Override
    public Map<String, String> dimensions(
            EstateLogGroup group, EstateMetric.Source source, String name, UnaryOperator<String> id) {
        return Map.of(source.dimension(), name);
    }

    @Override
    public EstateLogGroup after(EstateLogGroup group, AuditedStep step) {
        Integer days = AuditedStep.number(step.parameters(), "days");
        return days == null ? group : group.withRetention(days);
    }

    @Override
    public EstateLogGroup undone(EstateLogGroup group, AuditedStep step) {
        JsonNode before = step.before("logGroup");
        return before.isObject() ? group.withRetention(AuditedStep.number(before, "retention")) : group;
    }
}
