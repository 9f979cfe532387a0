package praisonai.platform.workspace;

import praisonai.platform.access.Role;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** A member's new role. */
public record MemberPatch(@Doc(value = "New role.", example = "admin") Role role) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the role is missing
     */
    public MemberPatch {
        new Check().required("role", role);
    }
}
