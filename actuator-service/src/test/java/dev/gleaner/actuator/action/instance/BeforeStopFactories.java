package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.BeforeStopClients;

/** Factories of the steps before a stop, for actions that tests make by themselves. */
public final class BeforeStopFactories {

    private BeforeStopFactories() {}

    public static BeforeStopStep.Factory create(ActuatorAwsClients clients) {
        return new BeforeStopStep.Factory(BeforeStopClients.create(clients), BeforeStopClients.config("PT10M"));
    }
}
