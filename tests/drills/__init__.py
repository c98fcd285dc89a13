"""Long drills, run by `make drill`; short versions of them are among the tests."""
