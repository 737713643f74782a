package dev.gleaner.collector.fleet;

import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Auto Scaling groups. */
@ApplicationScoped
public class ScalingGroupRegistry extends RegionRegistry<ScalingGroupRegistry.Group> {

    /** The ARN of a group, which has more in it than its name; empty if no listing of its region shows the group. */
    public Optional<Arn> find(String account, String region, String name) {
        return region(account, region).stream()
                .flatMap(groups -> groups.stream())
                .filter(group -> group.name().equals(name))
                .map(Group::arn)
                .findFirst();
    }

    /** An Auto Scaling group and its name, which is unique in its region and account. */
    public record Group(Arn arn, String name) {}
}
