package dev.gleaner.actuator.aws;

import java.util.stream.Collectors;

/** A VPC as EC2 showed it once. */
public record VpcSighting(Vpc vpc) implements Sighting {

    @Override
    public Subject subject() {
        return vpc;
    }

    /** Its gateway endpoints for S3. */
    @Override
    public String state() {
        return vpc.endpoints().stream()
                .map(endpoint -> endpoint.id() + " " + endpoint.state())
                .collect(Collectors.joining(", ", "S3 endpoints [", "]"));
    }

    @Override
    public String sentence() {
        return "the VPC has " + state();
    }
}
