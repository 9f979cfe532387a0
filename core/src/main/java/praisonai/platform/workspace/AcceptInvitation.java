package praisonai.platform.workspace;

import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;

/** The token of an invitation. */
public record AcceptInvitation(@Doc("The token, as it was given to you.") String token) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when the token is missing
     */
    public AcceptInvitation {
        Check check = new Check();
        check.text("token", token, 200);
        check.done();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AcceptInvitation[]";
    }
}
