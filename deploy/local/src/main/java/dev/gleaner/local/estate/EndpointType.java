package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an endpoint of a VPC leads to its service. */
public enum EndpointType {
    @JsonProperty("gateway")
    GATEWAY("Gateway"),
    @JsonProperty("interface")
    INTERFACE("Interface");

    private final String awsName;

    EndpointType(String awsName) {
        this.awsName = awsName;
    }

    /** EC2's name. */
    public String awsName() {
        return awsName;
    }
}
