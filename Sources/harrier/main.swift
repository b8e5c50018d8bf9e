import CShims
print("harrier")
