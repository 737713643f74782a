package dev.gleaner.actuator.aws;

/** A log group as CloudWatch Logs showed it once. */
public record LogGroupSighting(LogGroup logGroup) implements Sighting {

    @Override
    public Subject subject() {
        return logGroup;
    }

    @Override
    public String state() {
        return "kept " + logGroup.days();
    }

    @Override
    public String sentence() {
        return "the log group keeps its events " + logGroup.days();
    }
}
