package dev.gleaner.actuator.action.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.contracts.Json;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The instance type that a remedy names. Whether there is such a type in the region, EC2 is asked before the stop. */
final class InstanceTypeParameter {

    static final String PARAMETER = "instanceType";

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z0-9-]+");

    private InstanceTypeParameter() {}

    static String of(ActionOrder order) {
        return of(order.parameters());
    }

    /** Why an instance can't be given it; empty when it can, as far as can be told without asking. */
    static Optional<String> problem(ActionOrder order, Ec2Instance instance) {
        return problem(order.parameters(), instance);
    }

    static DocumentChange change(Ec2Instance planned, Map<String, String> parameters) {
        JsonNode before = type(planned.type());
        return problem(parameters, planned)
                .map(why -> DocumentChange.impossible(before, why))
                .orElseGet(() -> DocumentChange.of(before, type(of(parameters))));
    }

    private static Optional<String> problem(Map<String, String> parameters, Ec2Instance instance) {
        String wanted = of(parameters);
        if (!TYPE.matcher(wanted).matches()) {
            return Optional.of("the remedy names no instance type that could be: '" + wanted + "'");
        }
        if (wanted.equals(instance.type())) {
            return Optional.of("the instance is a " + wanted + " already");
        }
        return "ebs".equals(instance.rootDevice())
                ? Optional.empty()
                : Optional.of("its root device is no EBS volume, so that its type can't be changed");
    }

    private static String of(Map<String, String> parameters) {
        return parameters.getOrDefault(PARAMETER, "");
    }

    private static JsonNode type(String name) {
        return Json.tree(Map.of(PARAMETER, name));
    }
}
