package dev.gleaner.collector.fleet;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceController;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Instance;

/** As what the instances of the last complete listing of each account and region were launched, by their id. */
@ApplicationScoped
public class InstanceLaunchRegistry {

    private final Map<AccountRegion, Map<String, Launch>> regions = new ConcurrentHashMap<>();

    /** Stores a complete listing of a region of an account. */
    public void replace(String account, String region, List<Launch> launches) {
        regions.put(
                new AccountRegion(account, region),
                launches.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                launch -> launch.instance().id(), Function.identity(), (one, other) -> other)));
    }

    /** The launch of an instance of any account and region; empty if no listing shows it. */
    public Optional<Launch> find(String id) {
        return regions.values().stream()
                .flatMap(region -> Optional.ofNullable(region.get(id)).stream())
                .findFirst();
    }

    /**
     * As what an instance was launched, in the provider's terms.
     *
     * @param group name of the Auto Scaling group that launched it; empty if none did
     * @param market {@code spot}, {@code scheduled}; empty for on demand
     * @param platform {@code Linux/UNIX}, ...
     */
    public record Launch(Arn instance, String group, String type, String market, String platform, String tenancy) {

        /** As what an instance was launched that EC2 shows. */
        public static Launch of(String region, String account, Instance shown) {
            return new Launch(
                    Arn.instance(region, account, shown.instanceId()),
                    SdkValues.tags(shown.tags()).getOrDefault(ResourceController.SCALING_GROUP_NAME, ""),
                    textOrEmpty(shown.instanceTypeAsString()),
                    textOrEmpty(shown.instanceLifecycleAsString()),
                    platform(shown),
                    shown.placement() == null
                            ? ""
                            : textOrEmpty(shown.placement().tenancyAsString()));
        }

        /** EC2 returns {@code windows} or nothing as platform; without platform details, nothing means Linux. */
        public static String platform(Instance instance) {
            if (instance.platformDetails() != null) {
                return instance.platformDetails();
            }
            return instance.platformAsString() == null ? "Linux/UNIX" : "Windows";
        }
    }
}
