package dev.gleaner.actuator.aws;

/** An Auto Scaling group as EC2 Auto Scaling showed it once. */
public record ScalingGroupSighting(ScalingGroup group) implements Sighting {

    @Override
    public Subject subject() {
        return group;
    }

    @Override
    public String state() {
        if (group.policy() != null) {
            return "mixed instances policy " + group.policy();
        }
        return group.template() == null
                ? "launch configuration " + group.configuration()
                : "launch template " + group.template();
    }

    @Override
    public String sentence() {
        return "the group launches by " + state();
    }
}
