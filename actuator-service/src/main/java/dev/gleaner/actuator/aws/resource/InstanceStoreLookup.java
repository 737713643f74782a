package dev.gleaner.actuator.aws.resource;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceTypesResponse;

/**
 * What EC2 says of instance types, each asked once: it does not change. NVMe instance store of newer types (g5, p4d, m5d)
 * is not among the block devices that DescribeInstances lists, so only the type tells of it.
 */
@ApplicationScoped
public class InstanceStoreLookup {

    private static final String UNKNOWN = "InvalidInstanceType";

    private final ActuatorAwsClients clients;
    private final Map<String, Boolean> storage = new ConcurrentHashMap<>();

    InstanceStoreLookup(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    /** Whether the type of an instance brings instance-store volumes; empty when EC2 does not know it in its region. */
    Uni<Optional<Boolean>> hasStorage(Arn instance, String type) {
        String region = instance.region();
        Boolean known = storage.get(key(region, type));
        if (known != null) {
            return Uni.createFrom().item(Optional.of(known));
        }
        Ec2AsyncClient ec2 = clients.ec2Reading(instance);
        return ContextBoundUni.onWorker(
                        () -> ec2.describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                .map(answer -> storage(answer, type))
                .onFailure(failure -> AwsError.isCode(failure, UNKNOWN))
                .recoverWithItem(Optional.empty())
                .invoke(found -> found.ifPresent(has -> storage.put(key(region, type), has)));
    }

    private static String key(String region, String type) {
        return region + " " + type;
    }

    private static Optional<Boolean> storage(DescribeInstanceTypesResponse answer, String type) {
        return answer.instanceTypes().stream()
                .filter(shown -> type.equals(shown.instanceTypeAsString()))
                .flatMap(shown -> Optional.ofNullable(shown.instanceStorageSupported()).stream())
                .findFirst();
    }
}
