import { useCallback, useContext, useRef } from "react";
import { UNSAFE_DataRouterContext, useLocation, useNavigate } from "react-router";

/**
 * Changes what stands behind the `?`, on top of the address as it is by now. The router's own `setSearchParams` begins with
 * what was there when the page was drawn: while a page is slow to draw, the second choice would take back the first.
 */
export function useSetSearch(): (change: (current: URLSearchParams) => URLSearchParams) => void {
  // There is no other way to it; tests of parts of a page stand in a router without one.
  const router = useContext(UNSAFE_DataRouterContext)?.router;
  const navigate = useNavigate();
  const { search } = useLocation();
  const drawn = useRef(search);
  drawn.current = search;
  return useCallback(
    (change) => {
      const current = new URLSearchParams(router ? router.state.location.search : drawn.current);
      void navigate(`?${change(current)}`, { replace: true });
    },
    [router, navigate],
  );
}
